# Prints what the tests of src/stats/survival.rs hold, from R's survival (Debian: r-base-core 4.2.2, r-cran-survival 3.5-3).
#
#     Rscript docs/methods/reference/survival.R docs/methods/reference > docs/methods/reference/survival_r.csv
#
# Rows SET: time, at risk, events, survival, Greenwood's variance, the ends of the 95% log-log interval, those of the plain
# one; NA where nobody is left. Rows `SET quantile`: share, time, the ends of its 95% interval from the log-log one. Rows
# `SET mean`: horizon, restricted mean, its standard error. The data are those of survival.py.

suppressMessages(library(survival))
data <- read.csv(file.path(commandArgs(TRUE)[1], "survival_data.csv"))
shares <- c(0.1, 0.25, 0.5, 0.75, 0.9)
horizons <- list("6-mp" = c(10, 20, 35), placebo = c(10, 23), rossi = c(26, 52), lung = c(180, 365, 1000))
line <- function(...) cat(paste(sapply(list(...), format, digits = 16, trim = TRUE), collapse = ","), "\n", sep = "")

cat("kind,1,2,3,4,5,6,7,8,9\n")
for (set in unique(data$set)) {
  rows <- data[data$set == set, ]
  time <- rep(c(rows$time, rows$time), c(rows$events, rows$censored))
  event <- rep(c(1, 0), c(sum(rows$events), sum(rows$censored)))
  log_log <- survfit(Surv(time, event) ~ 1, conf.type = "log-log")
  plain <- survfit(Surv(time, event) ~ 1, conf.type = "plain")
  stopifnot(all(log_log$time == plain$time))
  for (i in which(log_log$n.event > 0)) {
    # std.err is that of the logarithm of the share.
    share <- log_log$surv[i]
    left <- share > 0
    variance <- if (left) (share * log_log$std.err[i])^2 else NA
    ends <- if (left) c(log_log$lower[i], log_log$upper[i], plain$lower[i], plain$upper[i]) else rep(NA, 4)
    line(set, log_log$time[i], log_log$n.risk[i], log_log$n.event[i], share, variance, ends[1], ends[2], ends[3], ends[4])
  }
  found <- quantile(log_log, shares)
  for (i in seq_along(shares)) {
    line(paste(set, "quantile"), shares[i], found$quantile[i], found$lower[i], found$upper[i])
  }
  for (horizon in horizons[[set]]) {
    mean <- survival:::survmean(log_log, rmean = horizon)$matrix
    line(paste(set, "mean"), horizon, mean["rmean"], mean["se(rmean)"])
  }
}
