namespace Orleans.Configuration;

/// <summary>Options of the storage provider that keeps records in memory; it needs none here.</summary>
public class MemoryGrainStorageOptions
{
}
