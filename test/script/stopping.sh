#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# SIGTERM while a file comes in: who goes on sending is answered, who falls silent is hung up on.
exec python3 "$(dirname "$0")/lib/stopping.py"
