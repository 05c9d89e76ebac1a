using System.Text;
using Scew.Protocol;

namespace Scew.Homomorphic;

/// <summary>The bytes of this project's entries of <see cref="DomainTags"/>.</summary>
internal static class Tags
{
    public static byte[] Envelope { get; } = Of(DomainTags.Envelope);

    public static byte[] PaillierKey { get; } = Of(DomainTags.PaillierKey);

    public static byte[] PaillierBase { get; } = Of(DomainTags.PaillierBase);

    public static byte[] ModulusProof { get; } = Of(DomainTags.ModulusProof);

    public static byte[] VerifiedOpening { get; } = Of(DomainTags.VerifiedOpening);

    public static byte[] VariableKey { get; } = Of(DomainTags.VariableKey);

    public static byte[] KeySeal { get; } = Of(DomainTags.KeySeal);

    public static byte[] SealedKey { get; } = Of(DomainTags.SealedKey);

    public static byte[] EncryptionKey { get; } = Of(DomainTags.EncryptionKey);

    public static byte[] OrderRecordKey { get; } = Of(DomainTags.OrderRecordKey);

    public static byte[] OrderKeys { get; } = Of(DomainTags.OrderKeys);

    public static byte[] OrderIv { get; } = Of(DomainTags.OrderIv);

    public static byte[] OpenedRecord { get; } = Of(DomainTags.OpenedRecord);

    public static byte[] HandOver { get; } = Of(DomainTags.HandOver);

    private static byte[] Of(string tag) => Encoding.ASCII.GetBytes(tag);
}
