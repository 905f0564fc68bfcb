"""Things that run from cron or by hand, from the folder above this one."""
