using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scew.Silo.Commands;

namespace Scew.Silo.Hosting;

/// <summary>Reads the PKCS#12 file of an https certificate.</summary>
internal static class HttpsCertificate
{
    /// <exception cref="SiloFailure">A file cannot be read, or the password is wrong.</exception>
    public static X509Certificate2 Load(string file, string? passwordFile)
    {
        try
        {
            var password = passwordFile is null ? null : File.ReadAllText(passwordFile).TrimEnd('\r', '\n');
            return X509CertificateLoader.LoadPkcs12FromFile(file, password);
        }
        catch (Exception e) when (e is IOException or CryptographicException)
        {
            throw new SiloFailure(ExitCodes.Usage, $"the https certificate {file} cannot be read: {e.Message}");
        }
    }
}
