# Golden values of the calibrated mean (METHODS 10), made with survey 4 and clubSandwich: cd tests/golden; Rscript calibration.R
# Units (planted): calibration_units.csv; a unit without a code has an empty `code`.
suppressMessages({library(survey); library(clubSandwich)})
units <- read.csv("calibration_units.csv")
coded <- units[!is.na(units$code), ]
rows <- list()
for (p in sort(unique(coded$period))) {
  own <- coded[coded$period == p, ]
  design <- svydesign(ids = ~story, weights = ~I(1 / chance), data = own)
  mean <- svymean(~code, design)
  fit <- lm(code ~ 1, data = own, weights = 1 / chance)
  cr1 <- sqrt(vcovCR(fit, cluster = own$story, type = "CR1")[1, 1])
  left <- svymean(~I(code - predicted), design)
  everyone <- units[units$period == p, ]
  rows[[length(rows) + 1]] <- data.frame(period = p, mean = coef(mean)[[1]], se = SE(mean)[[1]], se_cr1 = cr1,
    difference = mean(everyone$predicted) + coef(left)[[1]], se_left = SE(left)[[1]])
}
write.csv(format(do.call(rbind, rows), digits = 15), "calibration_values.csv", row.names = FALSE, quote = FALSE)
