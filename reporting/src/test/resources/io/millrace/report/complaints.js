const complaints = [];
const root = document.documentElement;
if (root.scrollWidth > innerWidth) {
  complaints.push(`the page is ${root.scrollWidth} wide in a window of ${innerWidth}`);
}
const visible = element => element.getClientRects().length > 0;
for (const svg of [...document.querySelectorAll("svg")].filter(visible)) {
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].map(text => ({ text: text.textContent, box: text.getBoundingClientRect() }));
  if (texts.length === 0) {
    complaints.push(`${svg.id} says nothing`);
  }
  const scale = frame.width / svg.viewBox.baseVal.width;
  if (12 * scale < 9) {
    complaints.push(`letters of ${svg.id} are ${12 * scale} pixels high`);
  }
  texts.forEach(({ text, box }, at) => {
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) {
      complaints.push(`${svg.id}: "${text}" leaves the chart`);
    }
    for (const other of texts.slice(at + 1)) {
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      // The boxes are as high as the font, the letters are not.
      if (across > 0.5 && down > 4) {
        complaints.push(`${svg.id}: "${text}" and "${other.text}" overlap`);
      }
    }
  });
}
return complaints.join("\n");
