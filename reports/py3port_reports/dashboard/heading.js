// The heading: the repository's, or with an owner chosen that owner's, whose page this then is.

function drawHeading({ total }) {
  const { owner } = state;
  const title = owner === undefined ? DATA.root : owner || "no owner";
  $("page-title").textContent = title;
  $("overline").replaceChildren(...(owner === undefined ? ["Python 3 migration"]
    : [h("a", { href: linkTo({ owner: null }) }, DATA.root), " · Python 3 migration"]));
  $("facts-size").textContent = `${plural(total.files, "file")}, ${plural(total.lines, "line")}`;
  document.title = owner === undefined ? `${title}: Python 3 migration` : `${title} in ${DATA.root}: Python 3 migration`;
  $("owner-note").hidden = owner === undefined;
}
