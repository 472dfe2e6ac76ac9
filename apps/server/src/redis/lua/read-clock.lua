-- Reads the clock of the server that holds a room's log.
-- KEYS 1 any key of the room
-- Returns seconds since 1970 and microseconds of that second.
return redis.call('TIME')
