-- The schema that holds everything of trackerdb.

CREATE SCHEMA IF NOT EXISTS tracker;
