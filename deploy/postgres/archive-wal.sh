#!/bin/sh
# PostgreSQL's archive_command, as '.../archive-wal.sh %p DIR/%f': a finished segment goes to the archive whole or not
# at all, and never over another one. On the same disk it protects from mistakes, not from the loss of the disk.
set -eu

if [ -e "$2" ]; then
    cmp -s "$1" "$2" # archived before a crash, and not noted
    exit
fi
cp "$1" "$2.unfinished"
sync "$2.unfinished"
mv "$2.unfinished" "$2"
