using System.Collections.Immutable;
using Scew.Homomorphic.Modules;
using Scew.Protocol;

namespace Scew.Ledger.Operations;

/// <summary>
/// What secure modules answered in this block, by the bytes of the question. An answer is a function of its question, so whatever was asked early is either exactly what execution would ask
/// now, or is not looked at: results do not hang on what was asked ahead. Each answer is kept until the last request that wanted it is done.
/// </summary>
internal sealed class ModuleAnswers
{
    private readonly Dictionary<Digest, Known> _known = [];
    private readonly Dictionary<int, List<Digest>> _wantedBy = [];
    private readonly List<(Digest Name, ModuleCall Question, int Answers)> _asked = [];
    private (byte[] Envelope, Digest Digest) _envelope = ([], default);

    /// <summary>The first question that the running request could not go on without.</summary>
    public PreparedOperation? Missing { get; private set; }

    /// <summary>The request that runs misses an answer: what it did counts for nothing.</summary>
    public bool IsShort => Missing is not null;

    /// <summary>
    /// The answers to an operation's questions, or why it is refused. Where one is not known the operation seems to be refused, until the request is taken back.
    /// </summary>
    public Refusal? TryAnswer(PreparedOperation work, out ImmutableArray<ModuleAnswer> answers)
    {
        answers = [];
        if (work.Refusal is not null)
        {
            return work.Refusal;
        }
        if (work.Questions.IsEmpty)
        {
            return null;
        }
        var found = ImmutableArray.CreateBuilder<ModuleAnswer>(work.Ids.Length);
        foreach (var question in work.Questions)
        {
            if (!_known.TryGetValue(NameOf(question), out var known) || known.Answers.IsDefault)
            {
                Missing ??= work;
                return Refusal.Waiting;
            }
            found.AddRange(known.Answers);
        }
        answers = found.MoveToImmutable();
        return work.Refused(answers);
    }

    /// <summary>Asks what is not known yet, for the request of this place in the block.</summary>
    public void Want(PreparedOperation work, int request)
    {
        foreach (var question in work.Questions)
        {
            var name = NameOf(question);
            if (!_known.TryGetValue(name, out var known))
            {
                known = new Known();
                _known.Add(name, known);
                _asked.Add((name, question, question is ModuleCall.Delegated delegated ? delegated.Items.Length : 1));
            }
            if (known.Until >= request)
            {
                continue;
            }
            known.Until = request;
            if (!_wantedBy.TryGetValue(request, out var wanted))
            {
                _wantedBy.Add(request, wanted = []);
            }
            wanted.Add(name);
        }
    }

    /// <summary>Whether there is a question to be asked now.</summary>
    public bool HasQuestions => _asked.Count > 0;

    /// <summary>The questions that are to be asked now.</summary>
    public ImmutableArray<ModuleCall> Questions => [.. _asked.Select(static one => one.Question)];

    /// <summary>Takes a reply for each of <see cref="Questions"/>.</summary>
    public void Take(ImmutableArray<ImmutableArray<ModuleAnswer>> replies)
    {
        Invariant.Require(replies.Length == _asked.Count, "every question is answered at once");
        for (var i = 0; i < replies.Length; i++)
        {
            var (name, _, answers) = _asked[i];
            Invariant.Require(replies[i].Length == answers, "a module answers every item of a question");
            _known[name].Answers = replies[i];
        }
        _asked.Clear();
    }

    /// <summary>The request is taken back.</summary>
    public PreparedOperation? TakeMissing()
    {
        var missing = Missing;
        Missing = null;
        return missing;
    }

    /// <summary>The request of this place is done: what only it wanted is not needed any more.</summary>
    public void Forget(int request)
    {
        if (!_wantedBy.Remove(request, out var wanted))
        {
            return;
        }
        foreach (var name in wanted)
        {
            if (_known[name].Until == request)
            {
                _known.Remove(name);
            }
        }
    }

    // An envelope may be long, and every operation that it serves asks with it: it is hashed once.
    private Digest NameOf(ModuleCall question)
    {
        if (question is ModuleCall.Delegated delegated)
        {
            if (!ReferenceEquals(_envelope.Envelope, delegated.Envelope))
            {
                _envelope = (delegated.Envelope, Digest.Of(delegated.Envelope));
            }
            question = delegated with { Envelope = _envelope.Digest.ToArray() };
        }
        return Digest.Of(ModuleCodec.Encode(question));
    }

    private sealed class Known
    {
        public ImmutableArray<ModuleAnswer> Answers { get; set; }

        /// <summary>The last request that wants it, by its place in the block.</summary>
        public int Until { get; set; } = -1;
    }
}
