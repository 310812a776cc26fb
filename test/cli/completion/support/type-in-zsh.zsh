# Usage: zsh -f type-in-zsh.zsh SCRIPT LINE...
# Types each line into an interactive zsh that has sourced the script, inserts all that completes its last word, and
# prints what the line is then.
zmodload zsh/zpty
script=$1
shift

setup=$(mktemp)
trap 'rm -f $setup' EXIT
cat >$setup <<END
stty columns 1000
PS1=
autoload -Uz compinit
compinit -D -u
source ${(q)script}
zstyle ':completion:*' completer _all_matches _complete
zstyle ':completion:*' insert true
zle -C all-matches complete-word _main_complete
show() {
  zle all-matches
  print -r -- "LINE:\$BUFFER:END"
  BUFFER=
}
zle -N show
bindkey '^X' show
print -r "SET""UP"
END

# Reads what the other zsh prints until a text has come, 20 s at most.
read_until() {
  local chunk all=
  for i in {1..400}; do
    if zpty -r -t typist chunk; then
      all+=$chunk
      if [[ $all == *$1* ]]; then
        print -r -- $all
        return
      fi
    else
      sleep 0.05
    fi
  done
  print -r -- "LINE:$1 did not come: $all:END"
}

zpty -b typist zsh -f -i
zpty -w typist "source $setup"
read_until SETUP >/dev/null
for line in "$@"; do
  zpty -n -w typist "$line"$'\x18'
  shown=$(read_until :END)
  print -r -- ${${shown##*LINE:}%%:END*}
done
zpty -d typist
