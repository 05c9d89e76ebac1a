using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Scew.Protocol;
using Scew.Storage.Sqlite;

namespace Scew.Storage;

/// <summary>
/// A small file beside the signing key with the database's counter of safety writes as of the last one that limits what the key may sign: a database with a lower counter
/// is older than something that its key may have signed. 256 bytes in two halves, written in turn, in place, each with a checksum, so that a torn write leaves the other half. Layout of a half: 8 bytes <c>scewwit1</c>, 32 bytes
/// genesis hash, 4 bytes member, 8 bytes counter, zeros, 32 bytes SHA-256 of all before; integers big-endian.
/// </summary>
public sealed class WitnessFile : IDisposable
{
    /// <summary>Length of the file in bytes.</summary>
    public const int SizeBytes = 2 * HalfBytes;

    private const int HalfBytes = 128;
    private const int HashedBytes = HalfBytes - Digest.SizeBytes;
    private readonly SafeFileHandle _file;
    private readonly Digest _genesis;
    private readonly int _member;
    private bool _second;

    private WitnessFile(string path, SafeFileHandle file, Digest genesis, int member)
    {
        Path = path;
        _file = file;
        _genesis = genesis;
        _member = member;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The highest counter that was found at the opening; null where neither half can be read, which counts as "ahead".</summary>
    public long? Found { get; private set; }

    private static ReadOnlySpan<byte> Magic => "scewwit1"u8;

    /// <summary>
    /// The member's index that the newest half names, where it is another one. Right for a database that was recovered or restored in another era, in which the merchant had another place.
    /// </summary>
    public int? Other { get; private set; }

    /// <summary>Opens the witness of this member, or makes it with counter 0 where there is none. One of another group is <see cref="StoreFault.Foreign"/>.</summary>
    public static WitnessFile Open(string path, Digest genesis, int member)
    {
        SafeFileHandle? handle = null;
        try
        {
            var isNew = !File.Exists(path);
            handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var file = new WitnessFile(path, handle, genesis, member);
            if (isNew)
            {
                file.Write(0);
                file.Write(0);
                FolderSync.Run(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            }
            file.Read();
            return file;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            handle?.Dispose();
            throw new StoreException(StoreFault.Failed, $"The witness file {path} cannot be used: {failure.Message}", failure);
        }
        catch
        {
            handle?.Dispose();
            throw;
        }
    }

    /// <summary>Replaces the older half and returns when it is on disk.</summary>
    public void Write(long counter)
    {
        Span<byte> half = stackalloc byte[HalfBytes];
        half.Clear();
        Magic.CopyTo(half);
        _genesis.CopyTo(half[8..]);
        BinaryPrimitives.WriteInt32BigEndian(half[40..], _member);
        BinaryPrimitives.WriteInt64BigEndian(half[44..], counter);
        Digest.Of(half[..HashedBytes]).CopyTo(half[HashedBytes..]);
        RandomAccess.Write(_file, half, _second ? HalfBytes : 0);
        RandomAccess.FlushToDisk(_file);
        _second = !_second;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Read()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        bytes.Clear();
        _ = RandomAccess.Read(_file, bytes, 0);
        var (first, second) = (Half(bytes[..HalfBytes]), Half(bytes[HalfBytes..]));
        // The next write goes over the lower half, or over the one that cannot be read.
        _second = first is not null && (second is null || second.Value.Counter < first.Value.Counter);
        var newest = _second ? first : second;
        Found = newest?.Counter;
        Other = newest is { Member: var member } && member != _member ? member : null;
    }

    private (long Counter, int Member)? Half(ReadOnlySpan<byte> half)
    {
        if (!half[..8].SequenceEqual(Magic) || Digest.Of(half[..HashedBytes]) != new Digest(half[HashedBytes..]))
        {
            return null;
        }
        if (new Digest(half[8..40]) != _genesis)
        {
            throw new StoreException(StoreFault.Foreign, $"The witness file {Path} belongs to group {new Digest(half[8..40])}, not to {_genesis}.");
        }
        return (BinaryPrimitives.ReadInt64BigEndian(half[44..]), BinaryPrimitives.ReadInt32BigEndian(half[40..]));
    }
}
