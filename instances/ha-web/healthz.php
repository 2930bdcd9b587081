<?php

// What the load balancer asks: Apache and PHP serve on this instance. Not the database, whose outage no replaced instance
// would mend, and not WordPress, whose pages are the site's own business.
header('Content-Type: text/plain');
header('Cache-Control: no-store');
echo "ok\n";
