complete --keep-order --exclusive --command dyte-stage --arguments "(_DYTE_STAGE_COMPLETE=fish dyte-stage -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
