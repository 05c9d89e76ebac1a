namespace Scew.WebTests;

/// <summary>Over 200 texts that run, hide or deceive where text is taken for something else. Each that runs adds to <c>window.hit</c>.</summary>
internal static class HostileTexts
{
    private const string Run = "window.hit=(window.hit||0)+1";

    private static readonly string[] Bodies =
    [
        $"<script>{Run}</script>", $"<script>{Run}//", $"<img src=x onerror=\"{Run}\">", $"<img src=x onerror={Run}>", $"<svg onload=\"{Run}\">", $"<svg><script>{Run}</script></svg>",
        $"<body onload=\"{Run}\">", $"<iframe srcdoc=\"<script>{Run.Replace("window", "parent", StringComparison.Ordinal)}</script>\"></iframe>", $"<iframe src=\"javascript:{Run}\"></iframe>",
        $"<a href=\"javascript:{Run}\" id=link>link</a>", $"<details open ontoggle=\"{Run}\">", $"<input autofocus onfocus=\"{Run}\">", $"<video><source onerror=\"{Run}\"></video>",
        $"<math><mtext><script>{Run}</script></mtext></math>", $"<style>@import 'javascript:{Run}';</style>", $"<link rel=stylesheet href=\"data:text/css,*{{}}\" onload=\"{Run}\">",
        $"<object data=\"javascript:{Run}\">", $"<base href=\"http://evil.example/\"><script src=a.js></script>", $"<meta http-equiv=refresh content=\"0;url=javascript:{Run}\">",
        $"<form action=\"javascript:{Run}\"><button autofocus></form>", $"<template><script>{Run}</script></template>", $"{{{{constructor.constructor('{Run}')()}}}}", $"${{{Run}}}", $"javascript:{Run}",
    ];

    private static readonly string[] Before = ["", "\"", "'", "</title>", "</script>", "-->", "\"><", "`", "\\"];

    private static readonly string[] Deceptions =
    [
        "\u202Etxt.exe", "\u2066\u202Eabc\u2069", "a\u200Bb", "a\u200Db", "\uFEFFbom", "p\u0430ypal", "\u03BFwner", "a\u0300\u0301\u0302\u0303", "\u001B[31mred", "\u001B]0;title\u0007", "a\rb", "a\nb", "a\tb", "a\u0000b", "%00", "%0d%0aSet-Cookie:x=1",
        "\u2028line", "\u2029paragraph", "\uFFFD", "\uD83D\uDE00", "../../etc/passwd", "..\\..\\x", "__proto__", "constructor", "toString", "null", "undefined", "NaN", "-1", "1e999", "0x10",
    ];

    public static IReadOnlyList<string> All { get; } = [.. Before.SelectMany(_ => Bodies, (start, body) => start + body), .. Deceptions];
}
