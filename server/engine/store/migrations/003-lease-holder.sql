-- Which session writes: when it is gone from the server, its engine is, and the next one need not wait for the lease to run out.
alter table engine.lease add holder_pid integer, add holder_started timestamptz;
