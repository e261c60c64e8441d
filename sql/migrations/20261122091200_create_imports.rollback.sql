DROP TABLE IF EXISTS tracker.imports;
