#!/bin/sh
# Runs a program for ARM here, under an emulator of a board's processor.
#
#   sh scripts/arm.sh CPU PROGRAM [ARGS]      CPU: cortex-a53, cortex-a72, cortex-a76
#
# A processor is always named: under QEMU's default the octet models recognised nothing at all. And the speech library asks
# the kernel which processor this is: told of another than the emulated one, it runs instructions that are not there, and
# told of this machine's own, it falls over. So it is shown a file in the place of /proc/cpuinfo.
#
# Exit codes: those of the program; 2 unknown processor; 8 a Debian package is missing.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cpu=$1
shift

case $cpu in
cortex-a53) part=0xd03 features="fp asimd evtstrm crc32 cpuid" ;;
cortex-a72) part=0xd08 features="fp asimd evtstrm crc32 cpuid" ;;
cortex-a76) part=0xd0b features="fp asimd evtstrm crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp" ;;
*)
    printf '모르는 프로세서입니다: %s\nunknown processor: %s\n' "$cpu" "$cpu" >&2
    exit 2
    ;;
esac
# The emulator, and libraries of the board's own Debian.
sh "$here/scripts/packages.sh" qemu-user-static libc6:arm64 libasound2:arm64 libstdc++6:arm64

root=$here/target/arm/$cpu
mkdir -p "$root/proc"
for core in 0 1 2 3; do
    printf 'processor\t: %s\nBogoMIPS\t: 108.00\nFeatures\t: %s\nCPU implementer\t: 0x41\n' "$core" "$features"
    printf 'CPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: %s\nCPU revision\t: 3\n\n' "$part"
done >"$root/proc/cpuinfo.$$"
mv "$root/proc/cpuinfo.$$" "$root/proc/cpuinfo"
exec qemu-aarch64-static -cpu "$cpu" -L "$root" "$@"
