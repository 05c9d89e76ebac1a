using Orleans;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>What an asset grain stores: the register's canonical bytes and the height that wrote them.</summary>
[GenerateSerializer]
[Alias("Scew.RegisterRecord")]
public sealed class RegisterRecord
{
    /// <summary>Canonical bytes; empty for an absent register.</summary>
    [Id(0)]
    public byte[] Bytes { get; set; } = [];

    /// <summary>Height of the block that wrote them.</summary>
    [Id(1)]
    public long Height { get; set; }

    /// <summary>The epoch in which it is read or written; 0 before anything was asked. Of this activation, never stored.</summary>
    internal long Epoch { get; set; }

    /// <summary>The register that <see cref="Bytes"/> are, where it is at hand; a help for the storage in the same process, never stored or sent.</summary>
    internal Register? AtHand { get; set; }
}
