using System.Diagnostics.CodeAnalysis;

namespace Scew.Keys.Files;

/// <summary>What went wrong: a fault for programs and a sentence for people, which never holds a secret.</summary>
public sealed record KeyProblem(KeyFault Fault, string Message);

/// <summary>Either a value or the problem why there is none.</summary>
public sealed class KeyResult<T>
    where T : class
{
    private KeyResult(T? value, KeyProblem? problem)
    {
        Value = value;
        Problem = problem;
    }

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Ok => Value is not null;

    /// <summary>The value, or null.</summary>
    public T? Value { get; }

    /// <summary>The problem, or null.</summary>
    public KeyProblem? Problem { get; }

    /// <summary>The problem's fault, or <see cref="KeyFault.None"/>.</summary>
    public KeyFault Fault => Problem?.Fault ?? KeyFault.None;

    /// <summary>A result with a value.</summary>
    public static implicit operator KeyResult<T>(T value) => new(value, null);

    /// <summary>A result without one.</summary>
    public static implicit operator KeyResult<T>(KeyProblem problem) => new(null, problem);
}
