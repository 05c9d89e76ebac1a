using System.Security.Cryptography.X509Certificates;
using Scew.Client.Eras;
using Scew.Client.Submission;

namespace Scew.Client;

/// <summary>How a client behaves; the defaults suit a person at a console.</summary>
public sealed record ClientOptions
{
    /// <summary>Where requests are kept until their receipts are there; null keeps nothing, for load and tests only.</summary>
    public Outbox? Outbox { get; init; }

    /// <summary>How long one merchant may be silent before the same bytes also go to the next.</summary>
    public TimeSpan StallAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>When to stop and say "outcome unknown".</summary>
    public TimeSpan SubmitDeadline { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long one read may take at one merchant.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many other merchants, chosen at random, are asked what they know of the height that a read shows: a merchant whose coalition signed another history is found out by
    /// the first honest one among them.
    /// </summary>
    public int Witnesses { get; init; }

    /// <summary>Where handovers are kept, so that no era that was seen is ever forgotten; null keeps none.</summary>
    public HandoverStore? Handovers { get; init; }

    /// <summary>How often merchants are asked beside other work whether a new era began; infinite leaves it to answers that tell of one.</summary>
    public TimeSpan EraCheckEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Certificate authorities trusted for the merchants' addresses in the place of the system's; null for the system's.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>The clock, for validUntil.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
