namespace Scew.Client.Transport;

/// <summary>What came back from one merchant: nothing of it is believed yet.</summary>
public abstract record MerchantAnswer
{
    /// <summary>A body with status 200.</summary>
    public sealed record Body(byte[] Bytes) : MerchantAnswer;

    /// <summary>A problem document: its code, sentence, HTTP status and when to come back.</summary>
    public sealed record Problem(int Status, string Code, string Detail, TimeSpan? RetryAfter) : MerchantAnswer;

    /// <summary>No HTTP answer: refused, cut off, timed out.</summary>
    public sealed record Unreachable(string Reason) : MerchantAnswer
    {
        /// <summary>The connection was refused or cut at once: nobody listens there for the moment.</summary>
        public bool IsCut { get; init; }
    }

    /// <summary>True for what a silo that restarts answers, or does not.</summary>
    internal bool MayPass => this is Unreachable { IsCut: true } or Problem { Status: 503 };
}
