#!/bin/sh
# Audits this Linux host and writes what it found as JSON, which `grundwacht scan import` takes: audit trail,
# administrators, patch level, disk encryption, malware protection, packet filter, SMB signing, time service, SSH.
# It changes nothing on the host and sends nothing. Run it as root: what it may not read it reports as unknown.
#
#   audit-policy.sh [--key PRIVATE.pem] [--administrators N] > web01.json
#
#   --key             signs by this Ed25519 key (openssl genpkey -algorithm ed25519); without it the audit is unsigned
#   --administrators  how many accounts may have full rights; without it their number is only told
set -u
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/sbin:/sbin
script='audit-policy.sh 1'
type='application/vnd.grundwacht.host-audit+json'
key=
administrators=
while [ $# -gt 0 ]; do
  case $1 in
    --key) key=${2:?--key takes a file}; shift 2 ;;
    --administrators) administrators=${2:?--administrators takes a number}; shift 2 ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done
case $administrators in *[!0-9]*) echo 'audit-policy.sh: --administrators takes a number' >&2; exit 2 ;; esac

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
checks=$work/checks
: >"$checks"
has() { command -v "$1" >/dev/null 2>&1; }
running() { has pgrep && pgrep -x "$1" >/dev/null 2>&1; }
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

# A JSON string: quotes and backslashes escaped, other control characters left out, at most 1,000 bytes of ASCII.
string() {
  printf '"%s"' "$(printf '%s' "$1" | tr '\n\t' '  ' | tr -cd '\40-\176' | cut -c1-1000 | sed 's/[\\"]/\\&/g')"
}

check() { # id, title, severity, result, found, expected
  [ -s "$checks" ] && printf ',' >>"$checks"
  {
    printf '{"id":%s,"title":%s,' "$(string "$1")" "$(string "$2")"
    printf '"severity":%s,"result":%s,' "$(string "$3")" "$(string "$4")"
    printf '"found":%s,"expected":%s}' "$(string "$5")" "$(string "$6")"
  } >>"$checks"
}

started=$(now)

if running auditd; then check linux.audit.service 'Audit daemon runs' medium pass 'auditd runs' 'auditd runs'
elif has pgrep; then check linux.audit.service 'Audit daemon runs' medium fail 'auditd does not run' 'auditd runs'
else check linux.audit.service 'Audit daemon runs' medium unknown 'pgrep is not installed' 'auditd runs'; fi

if has auditctl && rules=$(auditctl -l 2>/dev/null); then
  count=$(printf '%s\n' "$rules" | grep -c '^-')
  [ "$count" -gt 0 ] && result=pass || result=fail
  check linux.audit.rules 'Audit rules are loaded' medium "$result" "$count rules" 'at least one rule'
else check linux.audit.rules 'Audit rules are loaded' medium unknown 'auditctl cannot be asked' 'at least one rule'; fi

logger=
for daemon in rsyslogd syslog-ng systemd-journal systemd-journald; do running "$daemon" && logger="$logger $daemon"; done
if [ -n "$logger" ]; then check linux.syslog 'A log service runs' medium pass "$logger" 'rsyslog, syslog-ng or journald'
else check linux.syslog 'A log service runs' medium fail 'none runs' 'rsyslog, syslog-ng or journald'; fi

admins=$({
  awk -F: '$3 == 0 { print $1 }' /etc/passwd
  awk -F: '$1 == "sudo" || $1 == "wheel" || $1 == "admin" { print $4 }' /etc/group | tr ',' '\n'
} | grep . | sort -u)
count=$(printf '%s\n' "$admins" | grep -c .)
if [ -z "$administrators" ]; then
  check linux.local-administrators 'Accounts with full rights' medium informational "$count: $admins" ''
else
  [ "$count" -le "$administrators" ] && result=pass || result=fail
  check linux.local-administrators 'Accounts with full rights' medium "$result" "$count: $admins" "at most $administrators"
fi

double=$(awk -F: '{ print $3 }' /etc/passwd | sort | uniq -d | tr '\n' ' ')
names=$(awk -F: '{ print $1 }' /etc/passwd | sort | uniq -d | tr '\n' ' ')
if [ -z "$double$names" ]; then check linux.unique-ids 'Login names and user IDs are unique' high pass 'all are' 'all are'
else check linux.unique-ids 'Login names and user IDs are unique' high fail "twice: $double$names" 'all are'; fi

title='No security updates are pending'
if has apt-get; then
  fresh=$(find /var/lib/apt/lists -maxdepth 1 -name '*_*' -mtime -7 2>/dev/null | head -n 1)
  if [ -z "$fresh" ]; then check linux.patch-level "$title" high unknown 'package lists are older than 7 days' none
  elif pending=$(apt-get -s -o Debug::NoLocking=1 dist-upgrade 2>/dev/null); then
    count=$(printf '%s\n' "$pending" | grep -ci '^Inst .*security')
    [ "$count" -eq 0 ] && result=pass || result=fail
    check linux.patch-level "$title" high "$result" "$count pending" none
  else check linux.patch-level "$title" high unknown 'apt-get cannot be asked' none; fi
elif has dnf; then
  if pending=$(dnf -q -C updateinfo list --security 2>/dev/null); then
    count=$(printf '%s\n' "$pending" | grep -c .)
    [ "$count" -eq 0 ] && result=pass || result=fail
    check linux.patch-level "$title" high "$result" "$count pending" none
  else check linux.patch-level "$title" high unknown 'dnf cannot be asked' none; fi
else check linux.patch-level "$title" high unknown 'neither apt-get nor dnf' none; fi

title='The root file system is encrypted'
if has lsblk && has findmnt && root=$(findmnt -no SOURCE / 2>/dev/null) && types=$(lsblk -nso TYPE "$root" 2>/dev/null); then
  if printf '%s\n' "$types" | grep -q crypt; then check linux.disk-encryption "$title" medium pass "$root" 'dm-crypt below it'
  else check linux.disk-encryption "$title" medium fail "$root" 'dm-crypt below it'; fi
else check linux.disk-encryption "$title" medium unknown 'lsblk cannot say' 'dm-crypt below it'; fi

scanner=
for daemon in clamd clamonacc falcon-sensor mdatp wdavdaemon savd; do running "$daemon" && scanner="$scanner $daemon"; done
# Whether one is needed on a server people decide (SYS.1.1.A9): that none runs is told, not judged.
if [ -n "$scanner" ]; then check linux.malware-protection 'Malware protection runs' medium pass "$scanner" ''
else check linux.malware-protection 'Malware protection runs' medium informational 'none that is known' ''; fi
if [ -d /var/lib/clamav ]; then
  fresh=$(find /var/lib/clamav -name 'daily.c?d' -mtime -3 2>/dev/null | head -n 1)
  [ -n "$fresh" ] && result=pass || result=fail
  check linux.malware-signatures 'Malware signatures are up to date' high "$result" "${fresh:-older or none}" 'younger than 3 days'
else check linux.malware-signatures 'Malware signatures are up to date' high notapplicable 'no ClamAV' ''; fi

title='The packet filter refuses by default'
filter=unknown
found='neither nft nor iptables can be asked'
if has nft && rules=$(nft list ruleset 2>/dev/null); then
  filter=fail found='nftables: no chain of the hook input refuses by default'
  printf '%s\n' "$rules" | grep 'hook input' | grep -q 'policy drop' && filter=pass found='nftables: policy drop'
fi
if [ "$filter" != pass ] && has iptables && rules=$(iptables -S INPUT 2>/dev/null); then
  if printf '%s\n' "$rules" | grep -Eq -- '^-P INPUT (DROP|REJECT)|^-A INPUT -j (DROP|REJECT)'; then
    filter=pass found='iptables: INPUT refuses'
  else filter=fail found='iptables: INPUT accepts by default'; fi
fi
check linux.firewall "$title" high "$filter" "$found" 'drop or reject'

if has testparm; then
  signing=$(testparm -s --parameter-name 'server signing' 2>/dev/null)
  case $signing in mandatory | required) result=pass ;; *) result=fail ;; esac
  check linux.smb.signing 'Samba demands signatures' medium "$result" "${signing:-default}" mandatory
else check linux.smb.signing 'Samba demands signatures' medium notapplicable 'no Samba' mandatory; fi

title='The clock is synchronised'
if has chronyc && state=$(chronyc -n tracking 2>/dev/null); then
  printf '%s\n' "$state" | grep -q '^Leap status *: Normal' && result=pass || result=fail
  check linux.time-service "$title" medium "$result" chrony synchronised
elif has timedatectl && state=$(timedatectl show -p NTPSynchronized --value 2>/dev/null) && [ -n "$state" ]; then
  [ "$state" = yes ] && result=pass || result=fail
  check linux.time-service "$title" medium "$result" "NTPSynchronized=$state" yes
elif running ntpd; then check linux.time-service "$title" medium pass 'ntpd runs' synchronised
else check linux.time-service "$title" medium unknown 'no time service can be asked' synchronised; fi

aslr=$(cat /proc/sys/kernel/randomize_va_space 2>/dev/null)
case $aslr in 2) result=pass ;; '') result=unknown ;; *) result=fail ;; esac
check linux.address-space 'Address spaces are randomised' high "$result" "randomize_va_space=$aslr" 2

if running automount; then check linux.automount 'No automounter runs' medium fail 'automount runs' 'none runs'
elif has pgrep; then check linux.automount 'No automounter runs' medium pass 'none runs' 'none runs'
else check linux.automount 'No automounter runs' medium unknown 'pgrep is not installed' 'none runs'; fi

if has sshd; then
  settings=$(sshd -T 2>/dev/null) || settings=
  ssh_setting() { # id, title, severity, setting, pattern of good values
    value=$(printf '%s\n' "$settings" | awk -v name="$4" '$1 == name { print $2; exit }')
    if [ -z "$value" ]; then result=unknown
    elif printf '%s' "$value" | grep -Eq "^($5)\$"; then result=pass
    else result=fail; fi
    check "$1" "$2" "$3" "$result" "$4 ${value:-cannot be read}" "$5"
  }
  ssh_setting linux.ssh.root-login 'SSH: root does not log in by password' high permitrootlogin 'no|prohibit-password|without-password|forced-commands-only'
  ssh_setting linux.ssh.empty-passwords 'SSH: no empty passwords' high permitemptypasswords no
  ssh_setting linux.ssh.password-authentication 'SSH: keys instead of passwords' low passwordauthentication no
else check linux.ssh.service 'SSH: settings' low notapplicable 'no SSH server' ''; fi

list() { # words as a JSON array
  first=yes
  printf '['
  for word in $1; do
    [ $first = yes ] || printf ','
    first=no
    string "$word"
  done
  printf ']'
}
system=$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-}")
names=$({ hostname 2>/dev/null || cat /proc/sys/kernel/hostname; hostname -f 2>/dev/null; } | sort -u)
addresses=$(hostname -I 2>/dev/null)
body=$work/body
{
  printf '{"format":"grundwacht-host-audit","version":1,"script":%s,' "$(string "$script")"
  printf '"host":{"names":%s,"addresses":%s,' "$(list "$names")" "$(list "$addresses")"
  printf '"system":%s},' "$(string "${system:-Linux} $(uname -r)")"
  printf '"started_at":"%s","finished_at":"%s","checks":[' "$started" "$(now)"
  cat "$checks"
  printf ']}'
} >"$body"
if [ -z "$key" ]; then
  cat "$body"
  echo
  exit 0
fi

# Dead Simple Signing Envelope 1.0: what is signed is the type together with the bytes.
{ printf 'DSSEv1 %d %s %d ' "${#type}" "$type" "$(wc -c <"$body")"; cat "$body"; } >"$work/signed"
openssl pkeyutl -sign -rawin -inkey "$key" -in "$work/signed" -out "$work/signature" || exit 1
keyid=$(openssl pkey -in "$key" -pubout -outform DER | openssl dgst -sha256 -r | cut -d' ' -f1)
printf '{"payloadType":"%s","payload":"%s","signatures":[{"keyid":"%s","sig":"%s"}]}\n' \
  "$type" "$(base64 <"$body" | tr -d '\n')" "$keyid" "$(base64 <"$work/signature" | tr -d '\n')"
