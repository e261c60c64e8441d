-- RESTRICT on purpose: what an operator put into the schema is not ours to drop.

DROP SCHEMA IF EXISTS tracker RESTRICT;
