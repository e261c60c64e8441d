-- Nothing: what was written is what the trigger would have, and goes with the columns.
SELECT;
