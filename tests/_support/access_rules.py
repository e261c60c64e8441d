"""What the catalogue must look like for row-level security to hold; each fault names the object."""

# ruff: noqa: E501 - statements stay on a line

from __future__ import annotations

from trackerdb.database import Executor

__all__ = ["access_faults"]

# SECURITY DEFINER functions that a non-owner may call: each looks itself at who is calling.
_GUARDED = [
    "tracker.erase_user(bigint)",
    "tracker.rebuild_records(bigint,bigint[])",
    "tracker.search_exercises(text,bigint,tracker.exercise_type[],text,text,integer)",
    "tracker.search_owner(bigint)",
    "tracker.count_exercise_users()",
]

# Each query returns one column of faults. `owned` are the tables with rows about users, and by which column.
_ELSEWHERE = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
_OWNED = """
    WITH owned AS (
        SELECT c.oid, c.oid::regclass::text AS name, a.attname AS owner, c.relrowsecurity, c.relforcerowsecurity
        FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND NOT a.attisdropped
        WHERE c.relnamespace = 'tracker'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND (a.attname IN ('user_id', 'owner_id') OR (c.relname = 'users' AND a.attname = 'id'))
    )
"""
_RULES = [
    _OWNED + "SELECT name || ' holds rows about users and has no row-level security' FROM owned WHERE NOT relrowsecurity",
    _OWNED + "SELECT name || ' forces row-level security on its owner' FROM owned WHERE relforcerowsecurity",
    _OWNED
    + """
    SELECT o.name || ' has no policy for trackerdb_app'
    FROM owned AS o
    WHERE NOT EXISTS (
        SELECT FROM pg_policy AS p
        WHERE p.polrelid = o.oid AND p.polpermissive AND 'trackerdb_app'::regrole = ANY (p.polroles)
    )""",
    # A policy, an erasure and an export go by the column's name.
    """
    SELECT k.conrelid::regclass || ' names a user by the column ' || a.attname || ', which no rule knows'
    FROM pg_constraint AS k
    JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
    WHERE k.contype = 'f' AND k.confrelid = 'tracker.users'::regclass AND k.conparentid = 0
      AND a.attname NOT IN ('user_id', 'owner_id')""",
    # Whoever is neither service nor reader: the application, PUBLIC, and what comes later.
    _OWNED
    + """
    SELECT o.name || ': policy ' || p.polname || ' lets others see rows that are not their own'
    FROM owned AS o
    JOIN pg_policy AS p ON p.polrelid = o.oid
    WHERE NOT p.polroles <@ ARRAY['trackerdb_service'::regrole::oid, 'trackerdb_reader'::regrole::oid]
      AND p.polpermissive
      -- An expression that is not there lets through nothing in the one case, and what the other one says in the other.
      AND EXISTS (
        SELECT FROM (VALUES (pg_get_expr(p.polqual, p.polrelid)), (pg_get_expr(p.polwithcheck, p.polrelid))) AS x (condition)
        WHERE x.condition <> format('(%I = tracker.current_user_id())', o.owner)
          AND NOT (p.polcmd = 'r' AND o.owner = 'owner_id' AND x.condition = '(owner_id IS NULL)')
      )""",
    """
    SELECT p.polrelid::regclass || ': policy ' || p.polname || ' has a sub-select'
    FROM pg_policy AS p
    WHERE concat(p.polqual::text, p.polwithcheck::text) LIKE '%SUBLINK%'""",
    """
    SELECT c.oid::regclass || ' is a partition, and '
        || CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END || ' has ' || g.privilege_type || ' on it'
    FROM pg_class AS c
    CROSS JOIN LATERAL (
        SELECT * FROM aclexplode(c.relacl)
        UNION ALL
        SELECT x.* FROM pg_attribute AS a CROSS JOIN LATERAL aclexplode(a.attacl) AS x WHERE a.attrelid = c.oid
    ) AS g
    WHERE c.relnamespace = 'tracker'::regnamespace AND c.relispartition AND g.grantee <> c.relowner""",
    """
    SELECT c.oid::regclass || ' may be used by PUBLIC'
    FROM pg_class AS c
    CROSS JOIN LATERAL (
        SELECT * FROM aclexplode(c.relacl)
        UNION ALL
        SELECT x.* FROM pg_attribute AS a CROSS JOIN LATERAL aclexplode(a.attacl) AS x WHERE a.attrelid = c.oid
    ) AS g
    WHERE c.relnamespace = 'tracker'::regnamespace AND g.grantee = 0""",
    """
    SELECT 'schema tracker: ' || CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END
        || ' may ' || g.privilege_type
    FROM pg_namespace AS n
    CROSS JOIN LATERAL aclexplode(n.nspacl) AS g
    WHERE n.nspname = 'tracker' AND g.grantee <> n.nspowner AND (g.grantee = 0 OR g.privilege_type = 'CREATE')""",
    # A partition that is made later would have them.
    """
    SELECT 'default privileges give ' || CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END
        || ' ' || g.privilege_type
    FROM pg_default_acl AS d
    CROSS JOIN LATERAL aclexplode(d.defaclacl) AS g
    WHERE g.grantee <> d.defaclrole AND d.defaclobjtype IN ('r', 'S')""",
    """
    SELECT m.member::regrole || ' is a member of ' || m.roleid::regrole
    FROM pg_auth_members AS m
    WHERE m.member IN (
        SELECT r.oid FROM pg_roles AS r WHERE r.rolname IN ('trackerdb_app', 'trackerdb_service', 'trackerdb_reader')
    )""",
    """
    SELECT c.oid::regclass || ': ' || g.grantee::regrole || ' may ' || g.privilege_type
    FROM pg_class AS c
    CROSS JOIN LATERAL aclexplode(c.relacl) AS g
    WHERE c.relnamespace = 'tracker'::regnamespace AND g.grantee <> c.relowner
      AND g.privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES', 'MAINTAIN')""",
    """
    SELECT c.oid::regclass || '.' || a.attname || ' may be read by ' || r.rolname
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname IN ('password_hash', 'token_hash') AND NOT a.attisdropped
    JOIN pg_roles AS r ON r.rolname IN ('trackerdb_app', 'trackerdb_reader')
    WHERE c.relnamespace = 'tracker'::regnamespace AND has_column_privilege(r.oid, c.oid, a.attnum, 'SELECT')""",
    # In whatever schema: what it reads is the owner's.
    f"""
    SELECT DISTINCT c.oid::regclass || ' is a view with its owner''s rights'
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace AND {_ELSEWHERE}
    JOIN pg_rewrite AS w ON w.ev_class = c.oid
    JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
    JOIN pg_class AS r ON r.oid = d.refobjid AND r.relnamespace = 'tracker'::regnamespace
    WHERE c.relkind = 'm' OR (c.relkind = 'v' AND NOT coalesce(c.reloptions @> '{{security_invoker=true}}', false))""",
    """
    SELECT w.ev_class::regclass || ' has a rule, which runs with its owner''s rights: ' || w.rulename
    FROM pg_rewrite AS w
    JOIN pg_class AS c ON c.oid = w.ev_class
    WHERE c.relnamespace = 'tracker'::regnamespace AND w.rulename <> '_RETURN'""",
    # Beside the schemas of PostgreSQL, of the extensions, and this one, nobody knows what stands in the way.
    f"""
    SELECT p.oid::regprocedure || ' is SECURITY DEFINER without a search_path that ends in pg_temp'
    FROM pg_proc AS p
    JOIN pg_namespace AS n ON n.oid = p.pronamespace AND {_ELSEWHERE}
    WHERE p.prosecdef
      AND NOT EXISTS (
        SELECT FROM unnest(p.proconfig) AS s
        CROSS JOIN LATERAL (SELECT string_to_array(substr(s, 13), ', ') AS schemas) AS x
        WHERE s LIKE 'search_path=pg_catalog,%' AND x.schemas[cardinality(x.schemas)] = 'pg_temp'
          AND x.schemas <@ ARRAY['pg_catalog', 'tracker', 'pg_temp']
      )""",
    f"""
    SELECT p.oid::regprocedure || ' runs with its owner''s rights for '
        || CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END
    FROM pg_proc AS p
    JOIN pg_namespace AS n ON n.oid = p.pronamespace AND {_ELSEWHERE}
    CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS g
    WHERE p.prosecdef AND g.grantee <> p.proowner
      AND p.oid <> ALL (SELECT to_regprocedure(f) FROM unnest($1::text[]) AS f WHERE to_regprocedure(f) IS NOT NULL)""",
    f"""
    SELECT p.oid::regprocedure || ' is leakproof by declaration'
    FROM pg_proc AS p
    JOIN pg_namespace AS n ON n.oid = p.pronamespace AND {_ELSEWHERE}
    WHERE p.proleakproof""",
    """
    SELECT r.rolname || ' can log in, or passes row-level security'
    FROM pg_roles AS r
    WHERE r.rolname IN ('trackerdb_app', 'trackerdb_service', 'trackerdb_reader')
      AND (r.rolcanlogin OR r.rolsuper OR r.rolbypassrls)""",
]  # fmt: skip


async def access_faults(db: Executor) -> list[str]:
    """What is wrong with policies, grants and functions of the schema; nothing when all is well."""
    faults: list[str] = []
    for rule in _RULES:
        rows = await db.fetch(rule, *([_GUARDED] if "$1" in rule else []))
        faults += [str(row[0]) for row in rows]
    return faults
