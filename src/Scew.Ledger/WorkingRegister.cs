using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>A register during the execution of a block: before, and as the requests so far left it.</summary>
internal sealed class WorkingRegister(RegisterKey key, Digest keyHash, Register? before, RegisterContent? content)
{
    private readonly List<ChangeCause> _causes = [];

    public RegisterKey Key { get; } = key;

    /// <summary>The place in the trie, hashed once per block.</summary>
    public Digest KeyHash { get; } = keyHash;

    public Register? Before { get; } = before;

    public RegisterContent? Original { get; } = content;

    public RegisterContent? Content { get; private set; } = content;

    public bool Changed => _causes.Count > 0;

    public void Write(RegisterContent content, ChangeCause cause)
    {
        Content = content;
        _causes.Add(cause);
    }

    public void Undo(RegisterContent? content)
    {
        Content = content;
        _causes.RemoveAt(_causes.Count - 1);
    }

    public RegisterChange ToChange() => new(Key, Before, Content!.ToRegister(Key), _causes.ToImmutableArray());
}
