using Scew.Keys;

namespace Scew.Client.Till;

/// <summary>Whose signatures an import needs.</summary>
public interface ITillKeys
{
    /// <summary>The issuing key of a merchant named in the file, and the merchant's place in genesis; null when the group has no such issuer.</summary>
    (SigningKey Key, int Member)? Merchant(string name);

    /// <summary>A customer's key.</summary>
    SigningKey Customer(string name);
}
