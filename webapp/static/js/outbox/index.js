// Everything that page and worker share; served as one file.
import "./answers.js";
import "./backoff.js";
import "./channel.js";
import "./database.js";
import "./decisions.js";
import "./device.js";
import "./drain.js";
import "./export.js";
import "./http.js";
import "./lock.js";
import "./meters.js";
import "./pages.js";
import "./photos.js";
import "./records.js";
import "./request.js";
import "./session.js";
import "./states.js";
