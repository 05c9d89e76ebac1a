namespace Orleans;

/// <summary>Marks a type as one that may cross a grain boundary. Orleans generates its serializer; the embedded runtime checks and copies it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute
{
    /// <summary>Whether primary constructor parameters are members; Orleans takes them for records.</summary>
    public bool IncludePrimaryConstructorParameters { get; init; }
}
