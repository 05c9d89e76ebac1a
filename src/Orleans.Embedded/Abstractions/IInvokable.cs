using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>One call: a method and its arguments.</summary>
public interface IInvokable : IDisposable
{
    /// <summary>The object that the call runs on; null before it is dispatched.</summary>
    object? GetTarget();

    /// <summary>The number of arguments, a cancellation token included.</summary>
    int GetArgumentCount();

    /// <summary>An argument.</summary>
    /// <param name="index">Its position from 0.</param>
    object? GetArgument(int index);

    /// <summary>Replaces an argument.</summary>
    /// <param name="index">Its position from 0.</param>
    /// <param name="value">The new value.</param>
    void SetArgument(int index, object value);

    /// <summary>The method's name.</summary>
    string GetMethodName();

    /// <summary>The interface's name.</summary>
    string GetInterfaceName();

    /// <summary>The interface's and the method's name.</summary>
    string GetActivityName();

    /// <summary>The interface's method.</summary>
    MethodInfo GetMethod();

    /// <summary>The interface.</summary>
    Type GetInterfaceType();

    /// <summary>The method's own response time-out, if it has one.</summary>
    TimeSpan? GetDefaultResponseTimeout() => default;

    /// <summary>The token that the callee sees.</summary>
    CancellationToken GetCancellationToken() => default;
}
