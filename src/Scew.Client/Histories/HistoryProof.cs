namespace Scew.Client.Histories;

/// <summary>What stands behind an entry of an asset's history.</summary>
public enum HistoryProof
{
    /// <summary>A receipt that was checked here: the signed request, and n-f merchants' word that it made this version.</summary>
    Verified,

    /// <summary>One merchant's word: it shows no receipt (yet), because it holds too few attestations of that height.</summary>
    Unattested,

    /// <summary>One merchant's word: time did it, so there is no request and no receipt.</summary>
    Timer,
}
