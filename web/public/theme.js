// Runs before the first paint, as a file of its own: the policy allows no inline script.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("nextcrm.theme") || "system";
  } catch {
    // Storage may be refused; the system's theme is a fine answer.
  }
  const dark = choice === "dark" || (choice === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
})();
