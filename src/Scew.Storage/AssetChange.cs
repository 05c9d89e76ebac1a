namespace Scew.Storage;

/// <summary>
/// What made one version of an asset: the request at <paramref name="Place"/> among the results of <paramref name="Height"/>, or, below 0 and before the requests, the
/// <paramref name="Timer"/>. All that one request or one timer changed has the same place.
/// </summary>
public sealed record AssetChange(string AssetId, long Version, long Height, int Place, ChangeTimer? Timer);
