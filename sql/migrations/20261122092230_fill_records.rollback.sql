-- Nothing: what was computed is what the sets say, and goes with the tables that it stands in.
SELECT;
