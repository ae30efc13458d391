// Names that users never give and attackers do. Each would set `attacked` if it were taken for markup or script.
export const hostileNames = [
  '</script><script>globalThis.attacked=1</script>',
  '"><img src=x onerror="globalThis.attacked=2">',
  "'; globalThis.attacked=3; //",
  '<!--<script>globalThis.attacked=4</script>',
  '${globalThis.attacked=5}{{attacked}}`',
  ']]><svg onload=globalThis.attacked=6>&lt;&#60;',
  'x'.repeat(10000),
  '<b>'.repeat(3000),
  'שכבה ראשונה (1)',
  'طبقة\u202eأولى',
  'a\u2028b\u2029c\u0000d',
  '{name|rich} {a|b}',
  '层一 🙂👩‍👩‍👧‍👦',
  '__proto__',
  'constructor',
  ' ',
];
