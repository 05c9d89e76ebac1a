namespace Scew.Cli.Completions;

/// <summary>What <c>scew completion SHELL</c> prints. Each script asks <c>scew complete</c>, which reads files of this machine only.</summary>
internal static class CompletionScripts
{
    /// <summary>Shells in the order that help names them.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>How the script is taken into use, for good.</summary>
    public static string Install(string shell) => shell switch
    {
        "bash" => "scew completion bash > ~/.local/share/bash-completion/completions/scew",
        "zsh" => "scew completion zsh > ~/.zfunc/_scew   (a folder of $fpath, before compinit)",
        "fish" => "scew completion fish > ~/.config/fish/completions/scew.fish",
        _ => "scew completion pwsh >> $PROFILE",
    };

    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => PowerShell,
    };

    // COMP_LINE and not COMP_WORDS: bash cuts words at ':' and '=', which ids and options hold. What it cut off already must not be offered again.
    private const string Bash = """
        # bash completion for scew
        _scew() {
            local line="${COMP_LINE:0:$COMP_POINT}" cut="" candidate
            if [[ -z $COMP_LINE ]]; then
                line="${COMP_WORDS[*]:0:COMP_CWORD+1}"
            fi
            local typed="${line##*[[:space:]]}"
            if [[ $COMP_WORDBREAKS == *:* && $typed == *:* ]]; then
                cut="${typed%"${typed##*:}"}"
            fi
            if [[ $COMP_WORDBREAKS == *=* && $typed == *=* ]]; then
                local upto="${typed%"${typed##*=}"}"
                if (( ${#upto} > ${#cut} )); then
                    cut="$upto"
                fi
            fi
            COMPREPLY=()
            while IFS=$'\t' read -r candidate _; do
                COMPREPLY+=("${candidate#"$cut"}")
            done < <("$1" complete -- "$line" 2>/dev/null)
        }
        complete -o default -F _scew scew

        """;

    private const string Zsh = """
        #compdef scew
        # zsh completion for scew
        _scew() {
            local -a candidates
            local line value description
            while IFS=$'\t' read -r value description; do
                candidates+=("${value//:/\\:}:$description")
            done < <("${words[1]}" complete -- "${(j: :)words[1,CURRENT]}" 2>/dev/null)
            if (( ${#candidates} )); then
                _describe 'scew' candidates
            else
                _files
            fi
        }
        if [ "$funcstack[1]" = "_scew" ]; then
            _scew "$@"
        else
            compdef _scew scew
        fi

        """;

    private const string Fish = """
        # fish completion for scew
        function __scew_complete
            scew complete -- (commandline -cp) 2>/dev/null
        end
        complete -c scew -a '(__scew_complete)'

        """;

    private const string PowerShell = """
        # PowerShell completion for scew
        Register-ArgumentCompleter -Native -CommandName scew -ScriptBlock {
            param($word, $ast, $position)
            $line = $ast.Extent.Text
            $begun = $line.Substring(0, [Math]::Min($position - $ast.Extent.StartOffset, $line.Length)).PadRight($position - $ast.Extent.StartOffset)
            scew complete -- "$begun" 2>$null | ForEach-Object {
                $value, $about = $_ -split "`t", 2
                if (-not $about) { $about = $value }
                [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
            }
        }

        """;
}
