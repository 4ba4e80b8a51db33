# Completion of dyte-stage for Bash.
_dyte_stage() {
    local IFS=$'\n' words=("${COMP_WORDS[@]}")
    if [[ ${BASH_VERSINFO[0]} -ge 4 ]]; then
        words[COMP_CWORD]=$2
    fi
    COMPREPLY=($(_DYTE_STAGE_COMPLETE=bash _CLAP_COMPLETE_INDEX=$COMP_CWORD \
        _CLAP_COMPLETE_COMP_TYPE=$COMP_TYPE dyte-stage -- "${words[@]}" 2>/dev/null))
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
if [[ ${BASH_VERSINFO[0]} -eq 4 && ${BASH_VERSINFO[1]} -ge 4 || ${BASH_VERSINFO[0]} -gt 4 ]]; then
    complete -o nosort -F _dyte_stage dyte-stage
else
    complete -F _dyte_stage dyte-stage
fi
