-- From here on every change of a user's data, of a login and of the catalogue is logged.
-- depends: 20261122095400_create_audit_functions

SELECT tracker.audit_table(t.table_name)
FROM tracker.audited_tables AS t
ORDER BY t.table_name;
