namespace Scew.Homomorphic.Modules;

/// <summary>What a secure module says of one operation. The numbers stand between grains; append only.</summary>
public enum ModuleCode : byte
{
    /// <summary>Done.</summary>
    Ok = 1,

    /// <summary><c>stale</c>: the register holds another record than the one that was opened or compared.</summary>
    Stale = 2,

    /// <summary><c>bad-envelope</c>: whatever is wrong with an envelope or an opening in it.</summary>
    BadEnvelope = 3,

    /// <summary><c>corrupt-record</c>: the stored record is not one that its key makes.</summary>
    CorruptRecord = 4,

    /// <summary><c>overflow</c>: an ordered sum leaves 64 bits.</summary>
    Overflow = 5,

    /// <summary><c>bad-input</c>: a ciphertext, token, key or proof in the clear part of a request is not one.</summary>
    BadInput = 6,
}
