DROP FUNCTION IF EXISTS tracker.search_alternatives(text[], text, tracker.search_reading[]);
DROP FUNCTION IF EXISTS tracker.search_readings(text[], text[], text[], boolean);
DROP FUNCTION IF EXISTS tracker.search_split(text);
DROP FUNCTION IF EXISTS tracker.search_spellings(text, boolean, text[], boolean, boolean);
DROP FUNCTION IF EXISTS tracker.search_skeleton(text);
DROP FUNCTION IF EXISTS tracker.search_near_keys(text, text);
DROP TYPE IF EXISTS tracker.search_alternative;
DROP TYPE IF EXISTS tracker.search_reading;
