#!/bin/sh
# A machine of its own on this one: its root is ours with a disk of its own laid over it, its processes and mounts are its
# own, its memory file systems are empty at each start. It lives until its input is closed; then the kernel kills all of it at
# once, as a power cut would. Called in new mount and process namespaces: machine.sh FOLDER CLOUD FILES AMAZON
set -eu
folder=$1 cloud=$2 files=$3 amazon=$4 root=$1/root
# /proc is still the host's, and so is this number: nsenter needs it.
read -r pid _ </proc/self/stat

mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/disk,workdir=$folder/work" "$root"
mkdir -p "$root/srv/cloud" "$root/srv/files" "$root/srv/amazon"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 memory "$root/run"
mount -t tmpfs -o mode=1777 memory "$root/tmp"
mount --bind "$cloud" "$root/srv/cloud"
mount --bind "$files" "$root/srv/files"
mount --bind "$amazon" "$root/srv/amazon"
# Only now: whoever enters must find itself in the new root.
# shellcheck disable=SC2016
exec chroot "$root" sh -c 'echo "$0" && exec cat' "$pid"
