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
        SELECT FROM pg_policy AS p WHERE p.polrelid = o.oid AND 'trackerdb_app'::regrole = ANY (p.polroles)
    )""",
    # Whoever is neither service nor reader: the application, PUBLIC, and what comes later.
    _OWNED
    + """
    SELECT o.name || ': policy ' || p.polname || ' lets others see rows that are not their own'
    FROM owned AS o
    JOIN pg_policy AS p ON p.polrelid = o.oid
    WHERE NOT p.polroles <@ ARRAY['trackerdb_service'::regrole::oid, 'trackerdb_reader'::regrole::oid]
      AND NOT (
        pg_get_expr(p.polqual, p.polrelid) = format('(%I = tracker.current_user_id())', o.owner)
        AND coalesce(pg_get_expr(p.polwithcheck, p.polrelid), pg_get_expr(p.polqual, p.polrelid))
            = pg_get_expr(p.polqual, p.polrelid)
      )
      AND NOT (
        p.polcmd = 'r' AND o.owner = 'owner_id' AND pg_get_expr(p.polqual, p.polrelid) = '(owner_id IS NULL)'
      )""",
    """
    SELECT p.polrelid::regclass || ': policy ' || p.polname || ' has a sub-select'
    FROM pg_policy AS p
    WHERE concat(p.polqual::text, p.polwithcheck::text) LIKE '%SUBLINK%'""",
    """
    SELECT c.oid::regclass || ' is a partition, and ' || g.grantee::regrole || ' has ' || g.privilege_type || ' on it'
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
    CROSS JOIN LATERAL aclexplode(c.relacl) AS g
    WHERE c.relnamespace = 'tracker'::regnamespace AND g.grantee = 0""",
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
    """
    SELECT c.oid::regclass || ' is a view with its owner''s rights'
    FROM pg_class AS c
    WHERE c.relnamespace = 'tracker'::regnamespace
      AND (c.relkind = 'm' OR (c.relkind = 'v' AND NOT coalesce(c.reloptions @> '{security_invoker=true}', false)))""",
    """
    SELECT p.oid::regprocedure || ' is SECURITY DEFINER without a search_path that ends in pg_temp'
    FROM pg_proc AS p
    WHERE p.pronamespace = 'tracker'::regnamespace AND p.prosecdef
      AND NOT EXISTS (
        SELECT FROM unnest(p.proconfig) AS s WHERE s ~ '^search_path=pg_catalog, (.*, )?pg_temp$'
      )""",
    """
    SELECT p.oid::regprocedure || ' runs with its owner''s rights for '
        || CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END
    FROM pg_proc AS p
    CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS g
    WHERE p.pronamespace = 'tracker'::regnamespace AND p.prosecdef AND g.grantee <> p.proowner
      AND p.oid <> ALL (SELECT to_regprocedure(n) FROM unnest($1::text[]) AS n WHERE to_regprocedure(n) IS NOT NULL)""",
    """
    SELECT p.oid::regprocedure || ' is leakproof by declaration'
    FROM pg_proc AS p
    WHERE p.pronamespace = 'tracker'::regnamespace AND p.proleakproof""",
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
