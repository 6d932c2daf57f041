/// How pages look.
enum Style {
  /// The style sheet of all pages: light, dark, print, from 320 pixels on.
  ///
  /// Marks have at least 3:1 and text at least 4.5:1 contrast in both themes; the colours are those
  /// of Okabe and Ito, darkened for white ground and lightened for black.
  static let sheet: StaticString = """
    :root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#57606a;--line:#d5dae0;--tint:#f5f7f9;
    --link:#0b5cad;--c1:#0072b2;--c2:#c65300;--c3:#00805c;--c4:#a5477d;--c5:#916200;--c6:#2b88c4;
    --c7:#4b5563;--c8:#667400;--c9:#767676;--warn:#a3280f;--you:#b93c06;--owner:#0067b1;--people:#007a65;
    --unknown:#59616b;--up:#a32c0a;--mark:#fff1d6;--sent:#c3cad2}
    @media (prefers-color-scheme:dark){:root{--bg:#14171a;--fg:#e6e8ea;--soft:#a3acb5;--line:#353b42;
    --tint:#1c2126;--link:#7cb8f2;--c1:#56b4e9;--c2:#f0803c;--c3:#2fbf94;--c4:#e59bc4;--c5:#e6a93a;
    --c6:#9ad2f5;--c7:#a3aec0;--c8:#c3cf4a;--c9:#9a9a9a;--warn:#ff9a80;--you:#ff9a62;
    --owner:#63b3f2;--people:#43c7a6;--unknown:#8b949e;--up:#ff9f80;--mark:#3a2d10;--sent:#4c545e}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--bg);color:var(--fg);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",
    Roboto,"Noto Sans","Liberation Sans",sans-serif;-webkit-text-size-adjust:100%;overflow-wrap:anywhere}
    main,header.top,footer{max-width:78rem;margin:0 auto;padding:0 1.25rem}
    header.top{padding-top:2.25rem}footer{padding-bottom:3rem;color:var(--soft);font-size:.875rem}
    h1{font-size:1.75rem;line-height:1.2;margin:0 0 .5rem;letter-spacing:-.01em;font-weight:650}
    h2{font-size:1.2rem;line-height:1.3;margin:2.5rem 0 .6rem;font-weight:650}
    h3{font-size:1rem;margin:1.4rem 0 .3rem;font-weight:650}
    p,ul,ol,dl{margin:.5rem 0}a{color:var(--link)}
    a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);
    outline-offset:2px}
    .lead{font-size:1.1rem;max-width:46rem}.soft{color:var(--soft)}.small{font-size:.875rem}
    .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem}
    dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;font-size:.9rem}
    dl.facts dt{color:var(--soft)}dl.facts dd{margin:0}
    .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1rem 1.5rem;
    margin:1.25rem 0 .5rem;padding:0;list-style:none}
    .figures li{border-top:2px solid var(--fg);padding-top:.4rem}
    .figures b{display:block;font-size:1.8rem;line-height:1.2;font-weight:650;white-space:nowrap;
    font-variant-numeric:tabular-nums}.figures span{display:block;font-size:.875rem;line-height:1.4}
    .figures span span{display:inline}
    .nb,.up,.mark,.mv{white-space:nowrap}.up{color:var(--up);font-weight:650}
    .mark{background:var(--mark);border-radius:.25rem;padding:0 .35em;font-size:.8rem}
    .m-you{fill:var(--you)}.m-owner{fill:url(#mo)}.m-people{fill:var(--people)}.m-unknown{fill:url(#mu)}
    .g-owner{fill:var(--owner)}.g-unknown{fill:var(--unknown)}.sent{fill:var(--sent)}
    .t-you{color:var(--you)}.t-owner{color:var(--owner)}.t-people{color:var(--people)}
    .t-unknown{color:var(--unknown)}.mv{font-weight:600}.mv svg{vertical-align:-.05rem}
    .moves{margin:1rem 0}.moves p{margin:.4rem 0}.moves p>span{margin-left:1rem}svg.bar{display:block}
    .todo{list-style:none;padding:0;counter-reset:t;max-width:52rem}
    .todo li{display:flex;gap:1rem;border-bottom:1px solid var(--line);padding:.5rem 0;counter-increment:t}
    .todo li::before{content:counter(t);color:var(--soft);min-width:1rem}.todo li>div{flex:1}
    .todo p{margin:.15rem 0}.todo .n{flex:none;text-align:right}.todo .n b{display:block;font-size:1.1rem}
    .panels{padding:0 .25rem 0 3rem}.panel{font-weight:600;font-size:.8rem;margin:.6rem 0 0}
    .weekend{fill:var(--tint)}.dot{fill:var(--fg)}svg .rate{stroke:var(--fg);stroke-width:1.5}
    svg .earlier{stroke:var(--soft);stroke-dasharray:4 3}svg text.top{fill:var(--fg)}
    svg .flag{stroke:var(--soft);stroke-dasharray:2 3}svg text.event{fill:var(--fg);font-size:15px}
    .events{list-style:none;padding:0;max-width:52rem}.events li{display:flex;gap:.5rem;margin:.3rem 0}
    .course{display:block}.name{white-space:nowrap}
    .scroll{overflow-x:auto;margin:.5rem 0;max-width:100%}
    .scroll>table{overflow-wrap:normal}
    table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums}
    caption,.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
    th{font-weight:600}thead th{color:var(--soft);font-size:.8rem;vertical-align:bottom;overflow-wrap:normal}
    td.n,th.n{text-align:right;min-width:3rem}td.n,.d{white-space:nowrap}.t{min-width:11rem;overflow-wrap:anywhere}
    td.heat{text-align:right;background:color-mix(in srgb,var(--c1) calc(var(--h)*45%),transparent);
    padding-right:.5rem}
    figure{margin:.75rem 0 0}figcaption{color:var(--soft);font-size:.875rem;margin-bottom:.5rem}
    svg.chart{display:block;overflow:visible}.plot{padding:0 .5rem 0 3rem}
    svg text{fill:var(--soft);font:12px system-ui,"Noto Sans","Liberation Sans",sans-serif}
    svg .grid{stroke:var(--line);stroke-width:1}svg .axis{stroke:var(--soft);stroke-width:1}
    .legend{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none;padding:0;font-size:.85rem}
    .legend svg{width:1.1rem;height:.8rem;vertical-align:-.05rem;margin-right:.4rem}
    .bars{width:100%}.bars tbody th{font-weight:400;padding-right:1rem;max-width:16rem;overflow-wrap:anywhere}
    .bars td.bar{width:60%;min-width:8rem}.bars svg{width:100%;height:1rem;display:block}
    .s1{fill:url(#p1)}.s2{fill:url(#p2)}.s3{fill:url(#p3)}.s4{fill:url(#p4)}.s5{fill:url(#p5)}
    .s6{fill:url(#p6)}.s7{fill:url(#p7)}.s8{fill:url(#p8)}.s9{fill:url(#p9)}
    .f1{fill:var(--c1)}.f2{fill:var(--c2)}.f3{fill:var(--c3)}.f4{fill:var(--c4)}.f5{fill:var(--c5)}
    .f6{fill:var(--c6)}.f7{fill:var(--c7)}.f8{fill:var(--c8)}.f9{fill:var(--c9)}
    .gap{fill:url(#p0)}svg text.none{paint-order:stroke;stroke:var(--bg);stroke-width:6px}
    .void{stroke:var(--line);stroke-width:1;fill:none}
    .hatch{stroke:var(--bg);stroke-width:1.4;fill:none;opacity:.75}.spark{fill:none;stroke:var(--c1);
    stroke-width:1.5;stroke-linecap:round;vector-effect:non-scaling-stroke}
    details{margin:.5rem 0}summary{cursor:pointer;color:var(--soft);font-size:.85rem;min-height:24px;
    padding:.2rem 0}
    pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--tint);border:1px solid var(--line);
    border-radius:.4rem;padding:.6rem .75rem;font:.8rem/1.45 ui-monospace,"DejaVu Sans Mono",
    "Liberation Mono",monospace;margin:.4rem 0}
    code{font:.85em ui-monospace,"DejaVu Sans Mono","Liberation Mono",monospace;background:var(--tint);
    border-radius:.25rem;padding:.1em .3em}
    ol.steps{padding-left:1.3rem}ol.steps>li{margin:1rem 0}ol.steps>li::marker{color:var(--soft)}
    .case{border-left:3px solid var(--line);padding:.1rem 0 .1rem .9rem;margin:1rem 0}
    .case blockquote{margin:.3rem 0;font:.85rem/1.45 ui-monospace,"DejaVu Sans Mono","Liberation Mono",
    monospace;overflow-wrap:anywhere}
    .case p{margin:.2rem 0;font-size:.9rem}
    .o{white-space:nowrap}
    .eg{display:block;margin-top:.2rem;font:400 .8rem/1.4 ui-monospace,"DejaVu Sans Mono","Liberation Mono",
    monospace;color:var(--soft);overflow-wrap:anywhere}
    tr:target>*{background:var(--tint)}.small a,.attention a{white-space:nowrap}
    .ours{border-color:var(--c5)}.attention li{margin:.35rem 0}.attention{padding-left:1.6rem}
    @media (max-width:30rem){h1{font-size:1.4rem}dl.facts{grid-template-columns:1fr}dl.facts dd{
    margin-bottom:.35rem}.bars tbody th{min-width:7rem}
    .bars td.bar{width:35%;min-width:5rem}text.newest{display:none}}
    @media screen and (max-width:56rem){.cards thead{display:none}.cards,.cards tbody,.cards tr{display:block}
    .cards tr{border-bottom:1px solid var(--line);padding:.5rem 0}
    .cards .o{white-space:normal;overflow-wrap:anywhere}.cards th,.cards td{display:block;border:0;padding:.1rem 0;text-align:left;white-space:normal;min-width:0}
    .cards td[data-t]::before{content:attr(data-t) ": ";color:var(--soft)}.cards td svg.course{display:inline}
    .cards td.n{text-align:left}}
    @media (prefers-reduced-motion:reduce){*{animation:none;transition:none}}
    @media print{:root{--bg:#fff;--fg:#000;--soft:#444;--line:#bbb;--tint:#fff;--link:#000;
    --c1:#0072b2;--c2:#c65300;--c3:#00805c;--c4:#a5477d;--c5:#916200;--c6:#2b88c4;--c7:#4b5563;
    --c8:#667400;--c9:#767676;--warn:#8a1f08;--you:#b93c06;--owner:#0067b1;
    --people:#007a65;--unknown:#59616b;--up:#8a1f08;--mark:#fff;--sent:#c3cad2}
    @page{size:A4;margin:16mm}.skip,.sql{display:none}figure,.case,.steps>li,tr{break-inside:avoid}
    h2,h3{break-after:avoid}h2{margin-top:1.4rem}table{font-size:7.5pt}.eg{font-size:6.5pt}.o{min-width:0}.scroll{overflow:visible}
    td.d,td.n,.o{white-space:normal}th,td{padding:.15rem .5rem .15rem 0}.t{min-width:0}details::details-content{content-visibility:visible;display:block}
    a[href^="http"]::after{content:" (" attr(href) ")"}body{font-size:10pt}}
    """
}
