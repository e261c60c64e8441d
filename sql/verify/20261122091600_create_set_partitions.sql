-- What "create set partitions" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    -- The oldest years may have been detached: what is newer than an attached one must be there.
    WITH stated AS (
        SELECT row_number() OVER () AS place, v.*
        FROM (VALUES
            ('tracker.sets_before_2018', 'tracker.sets', 'FOR VALUES FROM (MINVALUE) TO (''2018-01-01'')'),
            ('tracker.sets_2018', 'tracker.sets', 'FOR VALUES FROM (''2018-01-01'') TO (''2019-01-01'')'),
            ('tracker.sets_2019', 'tracker.sets', 'FOR VALUES FROM (''2019-01-01'') TO (''2020-01-01'')'),
            ('tracker.sets_2020', 'tracker.sets', 'FOR VALUES FROM (''2020-01-01'') TO (''2021-01-01'')'),
            ('tracker.sets_2021', 'tracker.sets', 'FOR VALUES FROM (''2021-01-01'') TO (''2022-01-01'')'),
            ('tracker.sets_2022', 'tracker.sets', 'FOR VALUES FROM (''2022-01-01'') TO (''2023-01-01'')'),
            ('tracker.sets_2023', 'tracker.sets', 'FOR VALUES FROM (''2023-01-01'') TO (''2024-01-01'')'),
            ('tracker.sets_2024', 'tracker.sets', 'FOR VALUES FROM (''2024-01-01'') TO (''2025-01-01'')'),
            ('tracker.sets_2025', 'tracker.sets', 'FOR VALUES FROM (''2025-01-01'') TO (''2026-01-01'')'),
            ('tracker.sets_2026', 'tracker.sets', 'FOR VALUES FROM (''2026-01-01'') TO (''2027-01-01'')'),
            ('tracker.sets_2027', 'tracker.sets', 'FOR VALUES FROM (''2027-01-01'') TO (''2028-01-01'')'),
            ('tracker.sets_2028', 'tracker.sets', 'FOR VALUES FROM (''2028-01-01'') TO (''2029-01-01'')'),
            ('tracker.sets_2029', 'tracker.sets', 'FOR VALUES FROM (''2029-01-01'') TO (''2030-01-01'')'),
            ('tracker.sets_2030', 'tracker.sets', 'FOR VALUES FROM (''2030-01-01'') TO (''2031-01-01'')'),
            ('tracker.sets_2031', 'tracker.sets', 'FOR VALUES FROM (''2031-01-01'') TO (''2032-01-01'')'),
            ('tracker.sets_2032', 'tracker.sets', 'FOR VALUES FROM (''2032-01-01'') TO (''2033-01-01'')'),
            ('tracker.sets_2033', 'tracker.sets', 'FOR VALUES FROM (''2033-01-01'') TO (''2034-01-01'')'),
            ('tracker.sets_2034', 'tracker.sets', 'FOR VALUES FROM (''2034-01-01'') TO (''2035-01-01'')'),
            ('tracker.sets_2035', 'tracker.sets', 'FOR VALUES FROM (''2035-01-01'') TO (''2036-01-01'')')
        ) AS v (name, parent, bounds)
    ),
    attached AS (
        SELECT s.place
        FROM stated AS s
        JOIN pg_catalog.pg_class AS c ON c.oid = to_regclass(s.name)
        JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid AND i.inhparent = to_regclass(s.parent)
        WHERE pg_catalog.pg_get_expr(c.relpartbound, c.oid) = s.bounds
    )
    SELECT string_agg(s.name, ', ' ORDER BY s.place) INTO missing
    FROM stated AS s
    WHERE
        s.place NOT IN (SELECT a.place FROM attached AS a)
        AND s.place > coalesce((SELECT min(a.place) FROM attached AS a), 0);
    ASSERT missing IS NULL, 'missing or different partitions: ' || missing;
END
$$;
