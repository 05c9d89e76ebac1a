using System.Data;
using Npgsql;
using Scew.Storage.Sessions;

namespace Scew.Storage.Postgres;

/// <summary>What the driver or the server answers instead of doing its work.</summary>
internal sealed class PostgresFailure : DatabaseFailure
{
    private readonly string? _state;

    private PostgresFailure(string message, Exception cause, bool isBroken)
        : base(message, cause)
    {
        _state = (cause as PostgresException)?.SqlState;
        IsBroken = isBroken;
    }

    internal override bool IsBroken { get; }

    /// <summary>True for what the driver throws; our own exceptions pass.</summary>
    internal static bool Is(Exception cause) =>
        cause is NpgsqlException or IOException or TimeoutException or InvalidOperationException or System.Net.Sockets.SocketException;

    internal static PostgresFailure Of(Exception cause, NpgsqlConnection connection)
    {
        var isBroken = connection.FullState != ConnectionState.Open || cause is not PostgresException { SqlState: not ['5', '7', 'P', ..] };
        var text = cause is PostgresException answer ? $"{answer.MessageText} (PostgreSQL {answer.SqlState})" : cause.InnerException?.Message ?? cause.Message;
        return new PostgresFailure(text, cause, isBroken);
    }

    /// <summary>What a failed read or a failed opening means to the caller.</summary>
    internal override StoreException ToStoreException(string name) => _state switch
    {
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => new StoreException(StoreFault.Corrupt, $"The database {name} is damaged: {Message}.", this),
        PostgresErrorCodes.InvalidCatalogName => new StoreException(StoreFault.Missing, $"There is no database {name}: {Message}.", this),
        _ => new StoreException(StoreFault.Failed, $"The database {name} cannot be used: {Message}.", this),
    };
}
