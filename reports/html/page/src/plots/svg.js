// A chart as a picture that stands alone: a title, a line that says what is seen, and the chart, on white.
import {setPlatformAPI} from 'echarts/core';
import {svgText} from '../echarts.js';
import {shorten} from '../format.js';
import {themes} from '../theme.js';
import {textWidth} from './measure.js';

setPlatformAPI({measureText: (text, font) => ({width: textWidth(text, font)})});

/** Room of title and line. */
const headHeight = 58;
const margin = 20;

/** Text as XML text or attribute; what XML cannot hold becomes a question mark. */
export function xml(text) {
  return String(text)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?')
    .replace(/[&<>"']/g, (sign) => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'})[sign]);
}

/**
 * Light, on white. ECharts puts the font into an attribute as it is: single quotes only. Pictures of papers are drawn
 * in the same font everywhere, so that text takes the room that was measured.
 */
export const pictureTheme = {...themes.light, font: "Helvetica, Arial, 'Liberation Sans', sans-serif"};

/** What serves pointing alone is left out; the same document then gives the same bytes. */
function still(svg) {
  return svg
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replace(/ (class|pointer-events|ecmeta_[a-z_]+)="[^"]*"/g, '')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?')
    .replace(/\n\s*\n/g, '\n');
}

/** What colours mean, in a row: squares and words. */
function keyRow(key, y) {
  const {muted, font} = pictureTheme;
  let x = margin;
  return key.map(({label, colour}) => {
    const at = x;
    x += 15 + Math.ceil(textWidth(label, '12px')) + 18;
    return `<rect x="${at}" y="${y - 9}" width="10" height="10" rx="2" fill="${colour(pictureTheme)}"/>`
      + `<text x="${at + 15}" y="${y}" font-family="${font}" font-size="12" fill="${muted}">${xml(label)}</text>\n`;
  }).join('');
}

/**
 * @param {object} plot
 * @param {string} plot.title
 * @param {string} plot.line  what is seen
 * @param {{label: string, colour: (theme: object) => string}[]} [plot.key]
 * @param {number} plot.width
 * @param {number} plot.height  of the chart
 * @param {(theme: object, size: object) => object} plot.option
 * @returns {string} an SVG document
 */
export function pictureText({title, line, key = [], width, height, option}) {
  // A picture has nothing to slide.
  const drawn = {...option(pictureTheme, {width, print: true}), animation: false, dataZoom: []};
  const inner = svgText(drawn, {width, height});
  const head = headHeight + (key.length > 0 ? 24 : 0);
  const chart = still(inner)
    .replace(/^<svg [^>]*>/, `<svg x="${margin}" y="${head}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`);
  const [w, h] = [width + 2 * margin, height + head + 12];
  const {text, muted, font, surface} = pictureTheme;
  const words = (y, size, weight, colour, what) =>
    `<text x="${margin}" y="${y}" font-family="${font}" font-size="${size}" font-weight="${weight}" fill="${colour}">${xml(what)}</text>\n`;
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img">\n`
    + `<title>${xml(title)}</title>\n<desc>${xml(line)}</desc>\n<rect width="${w}" height="${h}" fill="${surface}"/>\n`
    + words(27, 16, 600, text, shorten(title, 90)) + words(46, 12, 400, muted, shorten(line, 140)) + keyRow(key, 70) + `${chart}\n</svg>\n`;
}
