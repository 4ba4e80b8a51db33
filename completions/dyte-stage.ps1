Register-ArgumentCompleter -Native -CommandName dyte-stage -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $prev = $env:_DYTE_STAGE_COMPLETE;
    $env:_DYTE_STAGE_COMPLETE = "powershell";

    $args = $commandAst.Extent.Text
    $args = $args.Substring(0, [math]::Min($cursorPosition, $args.Length));
    if ($wordToComplete -eq "") {
        $args += " ''";
    }

    $results = Invoke-Expression @"
& dyte-stage -- $args
"@;
    if ($null -eq $prev) {
        Remove-Item Env:\_DYTE_STAGE_COMPLETE;
    } else {
        $env:_DYTE_STAGE_COMPLETE = $prev;
    }
    $results | ForEach-Object {
        $split = $_.Split("`t");
        $cmd = $split[0];

        if ($split.Length -eq 2) {
            $help = $split[1];
        }
        else {
            $help = $split[0];
        }

        [System.Management.Automation.CompletionResult]::new($cmd, $cmd, 'ParameterValue', $help)
    }
};
