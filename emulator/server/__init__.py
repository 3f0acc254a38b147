"""An HTTP/1.1 server for one interpreter: a thread for each connection that talks, and `httptools` for what it says.

What an event loop costs here isn't the loop but the hand-over of every request to a thread and of its answer back. It
knows nothing of LocalStack: `emulator.localstack.server.direct` puts the gateway behind it.
"""
