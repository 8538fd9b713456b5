"""What every server of ours has in common. Read by gunicorn, which skips the names its version does not know."""

worker_class = "gthread"
max_requests = 10_000
max_requests_jitter = 1_000
graceful_timeout = 10
#: A control socket in the home folder is one more door, and we do not use it.
control_socket_disable = True
