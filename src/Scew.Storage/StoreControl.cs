using Scew.Protocol;

namespace Scew.Storage;

/// <summary>The lease row for somebody who only looks: the activation that may write, below which view it never acts, up to which it may, and how many rows of each kind were written.</summary>
public sealed record StoreControl(
    Digest? Activation, long Floor, long Lease, long Counter, StoreDoubt Doubt, long Applied, long Votes, long Certificates, long Blocks, long Evidence);
