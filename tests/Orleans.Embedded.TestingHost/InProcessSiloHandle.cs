using Microsoft.Extensions.Hosting;

namespace Orleans.TestingHost;

/// <summary>One silo of a test cluster, with its host.</summary>
public class InProcessSiloHandle : SiloHandle
{
    private bool _active = true;

    /// <summary>The silo's host.</summary>
    public IHost SiloHost { get; init; } = null!;

    /// <summary>The silo's services.</summary>
    public IServiceProvider ServiceProvider => SiloHost.Services;

    /// <inheritdoc />
    public override bool IsActive => _active;

    /// <inheritdoc />
    public override async Task StopSiloAsync(bool stopGracefully)
    {
        using var atOnce = new CancellationTokenSource();
        if (!stopGracefully)
        {
            await atOnce.CancelAsync();
        }

        await StopSiloAsync(atOnce.Token);
    }

    /// <inheritdoc />
    public override async Task StopSiloAsync(CancellationToken ct)
    {
        if (_active)
        {
            _active = false;
            await SiloHost.StopAsync(ct);
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await StopSiloAsync(true);
        Dispose();
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            SiloHost.Dispose();
        }

        base.Dispose(disposing);
    }
}
